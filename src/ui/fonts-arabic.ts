import './fonts-arabic.css';
